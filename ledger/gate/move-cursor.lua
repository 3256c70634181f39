-- Moves the place in the outbox up to which Redis is known to be up to date.
--
-- KEYS[1]  epoch
-- KEYS[2]  cursor, "<epoch> <place>"
-- ARGV[1]  the epoch in which the caller worked
-- ARGV[2]  the place it started from, or '' where there was none
-- ARGV[3]  the place it has come to
--
-- Returns 1: moved; 0: not, for Redis was emptied or rewound meanwhile, or another gateway has moved it.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
  return 0
end
local epoch, place = string.match(redis.call('GET', KEYS[2]) or '', '^(%S+) (%S+)$')
if epoch ~= ARGV[1] then
  place = ''
end
if place ~= ARGV[2] then
  return 0
end
redis.call('SET', KEYS[2], ARGV[1] .. ' ' .. ARGV[3])
return 1
