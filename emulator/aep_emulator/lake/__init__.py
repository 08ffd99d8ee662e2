"""The data lake: where the files of batches live."""
