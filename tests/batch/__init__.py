"""Long runs under bad conditions: killed, stopped, without room, among odd files."""
