"""The local page: one program, one port on this computer only, photos in memory only."""
