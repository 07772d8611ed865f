"""What the records say together: claims and where they differ, and the survey as a living table."""
