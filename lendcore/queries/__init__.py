"""What pages read: no query here writes, each states what it costs."""
