-- The receipt or occasion that brought the code was undone when the code had been used: when that use is given back as well,
-- nobody has it any more.
ALTER TABLE coupons ADD COLUMN withdrawn boolean NOT NULL DEFAULT false;
