"""Other people's files: lists that communes keep, read into the words of the working book."""
