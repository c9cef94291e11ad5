-- The archive as a database: see guide/copies.md.

CREATE TABLE blog (
  title TEXT NOT NULL, address TEXT, tagline TEXT, author TEXT, language TEXT NOT NULL, time_zone TEXT NOT NULL,
  licence TEXT, licence_url TEXT, services TEXT NOT NULL -- JSON
);

CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,          -- of the source, such as posts/2012/10/lean.md
  url TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  date TEXT NOT NULL,                 -- RFC 3339; noon where only the day is known
  day_only INTEGER NOT NULL,          -- 1 where only the day is known
  updated TEXT,
  language TEXT NOT NULL,
  summary TEXT,
  image TEXT,
  original TEXT,                      -- where it stood before
  location TEXT,
  feed_id TEXT NOT NULL,
  follows INTEGER REFERENCES posts (id),   -- the earlier post of its thread
  thread TEXT,
  words INTEGER NOT NULL,
  text TEXT NOT NULL,                 -- plain
  html TEXT NOT NULL,
  source TEXT NOT NULL,               -- MyST Markdown
  sha256 TEXT NOT NULL                -- of the source
);
CREATE INDEX posts_date ON posts (date);

CREATE TABLE pages (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, url TEXT NOT NULL, title TEXT NOT NULL, html TEXT NOT NULL,
  source TEXT NOT NULL, sha256 TEXT NOT NULL
);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, -- category or tag
  name TEXT NOT NULL, UNIQUE (kind, name)
);
CREATE TABLE post_tags (
  post INTEGER NOT NULL REFERENCES posts (id), tag INTEGER NOT NULL REFERENCES tags (id), position INTEGER NOT NULL,
  PRIMARY KEY (post, tag)
) WITHOUT ROWID;
CREATE INDEX post_tags_tag ON post_tags (tag);

-- Who wrote posts, and whom posts name.
CREATE TABLE people (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, url TEXT, definition INTEGER REFERENCES names (id)
);
CREATE TABLE post_people (
  post INTEGER NOT NULL REFERENCES posts (id), person INTEGER NOT NULL REFERENCES people (id),
  wrote INTEGER NOT NULL,             -- 1 for an author, 0 for one that it names
  position INTEGER NOT NULL,
  PRIMARY KEY (post, person, wrote)
) WITHOUT ROWID;
CREATE INDEX post_people_person ON post_people (person);

-- Whom and what texts name, as their author defines it.
CREATE TABLE names (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, -- person, org, law, work, event or topic
  key TEXT NOT NULL, name TEXT NOT NULL, aliases TEXT NOT NULL, -- JSON
  about TEXT, dates TEXT, links TEXT NOT NULL, -- JSON
  sort TEXT, image TEXT,              -- path of its picture, one of files
  UNIQUE (kind, key)
);
CREATE TABLE post_names (
  post INTEGER NOT NULL REFERENCES posts (id), name INTEGER NOT NULL REFERENCES names (id), position INTEGER NOT NULL,
  PRIMARY KEY (post, name)
) WITHOUT ROWID;
CREATE INDEX post_names_name ON post_names (name);

CREATE TABLE comments (
  id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES posts (id), anchor TEXT NOT NULL,
  parent INTEGER REFERENCES comments (id), name TEXT, date TEXT, link TEXT, by_author INTEGER NOT NULL, kind TEXT,
  text TEXT NOT NULL, html TEXT NOT NULL
);
CREATE INDEX comments_post ON comments (post);
CREATE INDEX comments_parent ON comments (parent);

-- Where texts of posts lead.
CREATE TABLE links (
  id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES posts (id), url TEXT NOT NULL, text TEXT NOT NULL,
  leads_to INTEGER REFERENCES posts (id)   -- where that is a post of the archive
);
CREATE INDEX links_post ON links (post);
CREATE INDEX links_leads_to ON links (leads_to);
CREATE INDEX links_url ON links (url);

-- What is known of links to other sites, as guide/links.md has it.
CREATE TABLE outbound_links (
  address TEXT PRIMARY KEY, used TEXT NOT NULL, -- JSON
  status TEXT, checked TEXT, since TEXT, moved TEXT, copy TEXT, sought TEXT, saved TEXT, instead TEXT, verdict TEXT,
  checks INTEGER NOT NULL,            -- 0 where it is never to be asked
  note TEXT
) WITHOUT ROWID;

CREATE TABLE redirects (
  path TEXT PRIMARY KEY, post INTEGER REFERENCES posts (id), page INTEGER REFERENCES pages (id)
) WITHOUT ROWID;
CREATE INDEX redirects_post ON redirects (post);
CREATE INDEX redirects_page ON redirects (page);
CREATE TABLE old_addresses (file TEXT NOT NULL, line TEXT NOT NULL);

-- Pictures and other files that texts show, offer or include, and works that they cite.
CREATE TABLE files (
  id INTEGER PRIMARY KEY, post INTEGER REFERENCES posts (id), page INTEGER REFERENCES pages (id), path TEXT NOT NULL,
  sha256 TEXT NOT NULL, size INTEGER NOT NULL, url TEXT, text TEXT
);
CREATE INDEX files_post ON files (post);
CREATE INDEX files_page ON files (page);
CREATE TABLE works (
  id INTEGER PRIMARY KEY, post INTEGER REFERENCES posts (id), page INTEGER REFERENCES pages (id), bibtex TEXT NOT NULL
);
CREATE INDEX works_post ON works (post);
CREATE INDEX works_page ON works (page);

CREATE VIRTUAL TABLE posts_fts USING fts5 (
  title, summary, text, content='posts', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE comments_fts USING fts5 (
  name, text, content='comments', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);
