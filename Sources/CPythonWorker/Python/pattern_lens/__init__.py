"""What plens gives to modules written for pattern_lens: the names that define and register figure functions."""
