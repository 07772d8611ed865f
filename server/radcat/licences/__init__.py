"""What licences and conditions of access allow, forbid and ask for, and what follows for several datasets together."""
