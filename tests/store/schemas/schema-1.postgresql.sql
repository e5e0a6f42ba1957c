CREATE TABLE planform (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
);
CREATE TABLE templates (
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  overrides TEXT NOT NULL,
  PRIMARY KEY (hash)
);
CREATE TABLE plans (
  id TEXT NOT NULL,
  key TEXT,
  template_hash TEXT NOT NULL,
  template TEXT NOT NULL,
  title TEXT,
  status TEXT,
  owner TEXT,
  parent TEXT,
  sprint TEXT,
  tags TEXT,
  started TEXT,
  finished TEXT,
  due TEXT,
  effort_text TEXT,
  effort_kind TEXT,
  effort_unit TEXT,
  effort_low DOUBLE PRECISION,
  effort_likely DOUBLE PRECISION,
  effort_high DOUBLE PRECISION,
  effort_parts TEXT,
  actual_text TEXT,
  actual_kind TEXT,
  actual_unit TEXT,
  actual_low DOUBLE PRECISION,
  actual_likely DOUBLE PRECISION,
  actual_high DOUBLE PRECISION,
  actual_parts TEXT,
  completeness DOUBLE PRECISION NOT NULL,
  risks INTEGER NOT NULL,
  open_checks INTEGER NOT NULL,
  parser INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE (key),
  FOREIGN KEY(template_hash) REFERENCES templates (hash)
);
CREATE INDEX plans_updated_at ON plans (updated_at);
CREATE TABLE checks (
  plan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  section TEXT,
  text TEXT,
  done BOOLEAN NOT NULL,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
CREATE TABLE dependencies (
  plan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  relation TEXT NOT NULL,
  text TEXT,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
CREATE TABLE efforts (
  plan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  item TEXT,
  text TEXT,
  kind TEXT,
  unit TEXT,
  low DOUBLE PRECISION,
  likely DOUBLE PRECISION,
  high DOUBLE PRECISION,
  parts TEXT,
  owner TEXT,
  status TEXT,
  done BOOLEAN NOT NULL,
  depends_on TEXT,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
CREATE TABLE revisions (
  plan_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at BIGINT NOT NULL,
  by TEXT,
  action TEXT NOT NULL,
  template_hash TEXT NOT NULL,
  template TEXT NOT NULL,
  body TEXT NOT NULL,
  document TEXT,
  PRIMARY KEY (plan_id, revision),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE,
  FOREIGN KEY(template_hash) REFERENCES templates (hash)
);
CREATE TABLE risks (
  plan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  risk TEXT,
  likelihood TEXT,
  impact TEXT,
  probability DOUBLE PRECISION,
  impact_kind TEXT,
  impact_unit TEXT,
  impact_low DOUBLE PRECISION,
  impact_likely DOUBLE PRECISION,
  impact_high DOUBLE PRECISION,
  impact_parts TEXT,
  mitigation TEXT,
  contingency TEXT,
  owner TEXT,
  mitigated BOOLEAN,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
CREATE TABLE tags (
  plan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  tag TEXT,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
INSERT INTO "planform" ("name", "value") VALUES ('schema', '1');
INSERT INTO "templates" ("hash", "name", "text", "overrides") VALUES ('eaf4f864690d1781', 'task',  E'"# [Task Title]\\n\\n**Key**: [Task ID]\\n**Status**: [Todo | In Progress | Done]\\n**Assignee**: [Name]\\n**Estimate**: [Story points/hours]\\n**Started**: [YYYY-MM-DD]\\n**Finished**: [YYYY-MM-DD]\\n\\n## Summary\\n\\n[What it is about]\\n\\n## Steps\\n\\n1. **[Step]**: [Description]\\n   - **Estimated Time**: [Time estimate]\\n   - **Dependencies**: [What must be done first]\\n2. **[Step]**: [Description]\\n   - **Estimated Time**: [Time estimate]\\n   - **Dependencies**: [What must be done first]\\n\\n## Risks\\n\\n| Risk | Likelihood | Impact | Mitigation |\\n| --- | --- | --- | --- |\\n| [Risk 1] | H/M/L | H/M/L | [Strategy] |\\n| [Risk 2] | H/M/L | H/M/L | [Strategy] |\\n\\n## Acceptance Criteria\\n\\n- [ ] [Criterion 1]\\n- [ ] [Criterion 2]\\n"', '');
INSERT INTO "templates" ("hash", "name", "text", "overrides") VALUES ('c82bc38704c1db39', 'small',  E'"# [Title]\\n\\n**Mood**: [Good | Bad]\\n"', '');
INSERT INTO "plans" ("id", "key", "template_hash", "template", "title", "status", "owner", "parent", "sprint", "tags", "started", "finished", "due", "effort_text", "effort_kind", "effort_unit", "effort_low", "effort_likely", "effort_high", "effort_parts", "actual_text", "actual_kind", "actual_unit", "actual_low", "actual_likely", "actual_high", "actual_parts", "completeness", "risks", "open_checks", "parser", "revision", "created_at", "updated_at", "deleted") VALUES ('01a1fe7407d50000412857d7', 'P-1', 'eaf4f864690d1781', 'task', 'Retry the upload', 'Done', 'Zoë', NULL, NULL, 'api', NULL, '2026-11-21', NULL, '2-4 days', 'time', 'day', 2.0, NULL, 4.0, NULL, NULL, 'none', NULL, NULL, NULL, NULL, NULL, 0.9090909090909091, 1, 1, 1, 2, 1795270379474859, 1795270379486525, false);
INSERT INTO "plans" ("id", "key", "template_hash", "template", "title", "status", "owner", "parent", "sprint", "tags", "started", "finished", "due", "effort_text", "effort_kind", "effort_unit", "effort_low", "effort_likely", "effort_high", "effort_parts", "actual_text", "actual_kind", "actual_unit", "actual_low", "actual_likely", "actual_high", "actual_parts", "completeness", "risks", "open_checks", "parser", "revision", "created_at", "updated_at", "deleted") VALUES ('01a1fe7407e90001769bac87', 'P-2', 'eaf4f864690d1781', 'task', 'Second', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '5 pts', 'points', 'points', NULL, 5.0, NULL, NULL, NULL, 'none', NULL, NULL, NULL, NULL, NULL, 0.2727272727272727, 0, 0, 1, 1, 1795270379496282, 1795270379496282, false);
INSERT INTO "plans" ("id", "key", "template_hash", "template", "title", "status", "owner", "parent", "sprint", "tags", "started", "finished", "due", "effort_text", "effort_kind", "effort_unit", "effort_low", "effort_likely", "effort_high", "effort_parts", "actual_text", "actual_kind", "actual_unit", "actual_low", "actual_likely", "actual_high", "actual_parts", "completeness", "risks", "open_checks", "parser", "revision", "created_at", "updated_at", "deleted") VALUES ('01a1fe7407ed000226675bb3', 'S-1', 'c82bc38704c1db39', 'small', 'Tiny', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'none', NULL, NULL, NULL, NULL, NULL, NULL, 'none', NULL, NULL, NULL, NULL, NULL, 1.0, 0, 0, 1, 1, 1795270379500344, 1795270379500344, false);
INSERT INTO "plans" ("id", "key", "template_hash", "template", "title", "status", "owner", "parent", "sprint", "tags", "started", "finished", "due", "effort_text", "effort_kind", "effort_unit", "effort_low", "effort_likely", "effort_high", "effort_parts", "actual_text", "actual_kind", "actual_unit", "actual_low", "actual_likely", "actual_high", "actual_parts", "completeness", "risks", "open_checks", "parser", "revision", "created_at", "updated_at", "deleted") VALUES ('01a1fe7407f000031c43b4fd', NULL, 'eaf4f864690d1781', 'task', 'Gone', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'none', NULL, NULL, NULL, NULL, NULL, NULL, 'none', NULL, NULL, NULL, NULL, NULL, 0.18181818181818182, 0, 0, 1, 2, 1795270379503171, 1795270379507897, true);
INSERT INTO "checks" ("plan_id", "position", "section", "text", "done") VALUES ('01a1fe7407d50000412857d7', 1, 'Acceptance Criteria', 'Works', true);
INSERT INTO "checks" ("plan_id", "position", "section", "text", "done") VALUES ('01a1fe7407d50000412857d7', 2, 'Acceptance Criteria', 'Fast', false);
INSERT INTO "dependencies" ("plan_id", "position", "relation", "text") VALUES ('01a1fe7407d50000412857d7', 1, 'blocked_by', 'P-2');
INSERT INTO "efforts" ("plan_id", "position", "item", "text", "kind", "unit", "low", "likely", "high", "parts", "owner", "status", "done", "depends_on") VALUES ('01a1fe7407d50000412857d7', 1, 'Backoff', '1d 4h', 'time', 'hour', NULL, 12.0, NULL, '[[],[[1.0,"day"],[4.0,"hour"]],[]]', 'Zoë', 'Done', true, NULL);
INSERT INTO "efforts" ("plan_id", "position", "item", "text", "kind", "unit", "low", "likely", "high", "parts", "owner", "status", "done", "depends_on") VALUES ('01a1fe7407e90001769bac87', 1, 'Second', '5 pts', 'points', 'points', NULL, 5.0, NULL, NULL, NULL, NULL, false, NULL);
INSERT INTO "efforts" ("plan_id", "position", "item", "text", "kind", "unit", "low", "likely", "high", "parts", "owner", "status", "done", "depends_on") VALUES ('01a1fe7407ed000226675bb3', 1, 'Tiny', NULL, 'none', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false, NULL);
INSERT INTO "revisions" ("plan_id", "revision", "at", "by", "action", "template_hash", "template", "body", "document") VALUES ('01a1fe7407d50000412857d7', 1, 1795270379474859, 'ann', 'save', 'eaf4f864690d1781', 'task', '{"common":{"depends_on":["P-2"],"tags":["api"]},"values":{"acceptance_criteria":[{"done":true,"text":"Works"},{"done":false,"text":"Fast"}],"assignee":"Zoë","estimate":"2-4 days","finished":"","key":"P-1","risks":[{"impact":"","likelihood":"H","mitigation":"Cache","risk":"Slow"}],"started":"","status":"Todo","steps":[{"dependencies":"","description":"","estimated_time":"1d 4h","step":"Backoff"}],"summary":"","task_title":"Retry the upload"}}', NULL);
INSERT INTO "revisions" ("plan_id", "revision", "at", "by", "action", "template_hash", "template", "body", "document") VALUES ('01a1fe7407d50000412857d7', 2, 1795270379486525, 'bo', 'save', 'eaf4f864690d1781', 'task', '{"common":{"depends_on":["P-2"],"tags":["api"]},"values":{"acceptance_criteria":[{"done":true,"text":"Works"},{"done":false,"text":"Fast"}],"assignee":"Zoë","estimate":"2-4 days","finished":"2026-11-21","key":"P-1","risks":[{"impact":"","likelihood":"H","mitigation":"Cache","risk":"Slow"}],"started":"","status":"Done","steps":[{"dependencies":"","description":"","estimated_time":"1d 4h","step":"Backoff"}],"summary":"Naïve façade → done","task_title":"Retry the upload"}}', NULL);
INSERT INTO "revisions" ("plan_id", "revision", "at", "by", "action", "template_hash", "template", "body", "document") VALUES ('01a1fe7407e90001769bac87', 1, 1795270379496282, 'ann', 'save', 'eaf4f864690d1781', 'task', '{"common":{},"values":{"acceptance_criteria":[],"assignee":"","estimate":"5 pts","finished":"","key":"P-2","risks":[],"started":"","status":"","steps":[],"summary":"","task_title":"Second"}}', NULL);
INSERT INTO "revisions" ("plan_id", "revision", "at", "by", "action", "template_hash", "template", "body", "document") VALUES ('01a1fe7407ed000226675bb3', 1, 1795270379500344, NULL, 'save', 'c82bc38704c1db39', 'small', '{"common":{"key":"S-1"},"values":{"mood":"Good","title":"Tiny"}}', NULL);
INSERT INTO "revisions" ("plan_id", "revision", "at", "by", "action", "template_hash", "template", "body", "document") VALUES ('01a1fe7407f000031c43b4fd', 1, 1795270379503171, NULL, 'save', 'eaf4f864690d1781', 'task', '{"common":{},"values":{"acceptance_criteria":[],"assignee":"","estimate":"","finished":"","key":"P-3","risks":[],"started":"","status":"","steps":[],"summary":"","task_title":"Gone"}}', NULL);
INSERT INTO "revisions" ("plan_id", "revision", "at", "by", "action", "template_hash", "template", "body", "document") VALUES ('01a1fe7407f000031c43b4fd', 2, 1795270379507897, 'bo', 'delete', 'eaf4f864690d1781', 'task', '{"common":{},"values":{"acceptance_criteria":[],"assignee":"","estimate":"","finished":"","key":"P-3","risks":[],"started":"","status":"","steps":[],"summary":"","task_title":"Gone"}}', NULL);
INSERT INTO "risks" ("plan_id", "position", "risk", "likelihood", "impact", "probability", "impact_kind", "impact_unit", "impact_low", "impact_likely", "impact_high", "impact_parts", "mitigation", "contingency", "owner", "mitigated") VALUES ('01a1fe7407d50000412857d7', 1, 'Slow', 'high', NULL, NULL, 'none', NULL, NULL, NULL, NULL, NULL, 'Cache', NULL, NULL, true);
INSERT INTO "tags" ("plan_id", "position", "tag") VALUES ('01a1fe7407d50000412857d7', 1, 'api');
