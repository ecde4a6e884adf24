"""What is on disk: index/."""
