-- Titles are also found by runs of three characters; the program indexes them
-- anew after this.
DELETE FROM gram;
