"""The pages of uploading: hand in files, watch them being read, review, publish, undo."""
