"""What can be said of a plan without running it: ranges, bounds, what is never true. Knows neither text nor engine."""
