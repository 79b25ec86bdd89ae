-- Loads a record, and the rows that are newer than a version.
local newer, longest = parse('>I8I4', head, at)
