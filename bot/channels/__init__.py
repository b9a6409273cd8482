"""Ways to reach the assistant. A channel renders replies; it decides nothing."""
