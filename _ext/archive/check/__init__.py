"""What is wrong in the sources, told without a build."""
