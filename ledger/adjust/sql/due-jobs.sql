-- Jobs that somebody has to go on with, the oldest first.
SELECT id FROM adjust_jobs WHERE state IN ('running', 'undoing') ORDER BY created_at
