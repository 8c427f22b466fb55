"""Speed and memory of the product on the machine at hand, one JSON file a commit."""
