"""What runs in a process that can be killed: how it is started, limited, asked and ended."""
