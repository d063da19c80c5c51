-- Counters of one minute: whoever reads with a token would wait for the disk at each request. After a crash they begin at 0.
ALTER TABLE "rate_limit_windows" SET UNLOGGED;
