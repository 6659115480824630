"""Pixels in, pixels out: bounded decoding to upright sRGB, encoding of bare pixels."""
