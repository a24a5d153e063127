"""Between rows and the science: the only room, with the demo, that imports `wane`. It reads rows and writes none."""
