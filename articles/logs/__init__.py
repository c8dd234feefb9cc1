"""What is logged, by whom asked, and how it is written: for all rooms, without Django."""
