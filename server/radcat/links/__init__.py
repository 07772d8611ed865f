"""Whether the addresses that records name still answer: asked politely, kept with the day of asking."""
