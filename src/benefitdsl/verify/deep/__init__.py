"""Questions of a reviewer, answered with a proof, with a witness that was played, or not at all. Extra `solver`."""
