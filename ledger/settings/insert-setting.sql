-- Keeps a setting that is made once; whoever comes second changes nothing.
-- $1 text: name, $2 text: value
INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING
