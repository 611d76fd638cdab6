"""The one bridge between what a person wrote and what a machine runs: Checked → Plan."""
