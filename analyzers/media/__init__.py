"""Files to pictures and sound: looking into a file, decoding it once for everyone, and its smaller forms."""
