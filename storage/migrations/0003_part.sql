-- The part of an organisation that a lay-off strikes, as the article names it.
ALTER TABLE moves ADD COLUMN part TEXT;
