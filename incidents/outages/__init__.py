"""From reports at poles to the device that failed: the tree, the inference, and the clusters where no tree is known."""
