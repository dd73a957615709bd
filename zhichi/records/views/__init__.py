"""Pages of the record, and the stream that live pages listen to."""
