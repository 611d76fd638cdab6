"""What one event costs the engine, how large a member grows, what can be given in money: from the plan alone."""
