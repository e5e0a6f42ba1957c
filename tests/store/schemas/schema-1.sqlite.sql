BEGIN TRANSACTION;
CREATE TABLE checks (
  plan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  section TEXT,
  text TEXT,
  done BOOLEAN NOT NULL,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
INSERT INTO "checks" VALUES('01a1fe72e0b60000aed57c83',1,'Acceptance Criteria','Works',1);
INSERT INTO "checks" VALUES('01a1fe72e0b60000aed57c83',2,'Acceptance Criteria','Fast',0);
CREATE TABLE dependencies (
  plan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  relation TEXT NOT NULL,
  text TEXT,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
INSERT INTO "dependencies" VALUES('01a1fe72e0b60000aed57c83',1,'blocked_by','P-2');
CREATE TABLE efforts (
  plan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  item TEXT,
  text TEXT,
  kind TEXT,
  unit TEXT,
  low DOUBLE,
  likely DOUBLE,
  high DOUBLE,
  parts TEXT,
  owner TEXT,
  status TEXT,
  done BOOLEAN NOT NULL,
  depends_on TEXT,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
INSERT INTO "efforts" VALUES('01a1fe72e0b60000aed57c83',1,'Backoff','1d 4h','time','hour',NULL,12.0,NULL,'[[],[[1.0,"day"],[4.0,"hour"]],[]]','Zoë','Done',1,NULL);
INSERT INTO "efforts" VALUES('01a1fe72e0c30001ccc66e0c',1,'Second','5 pts','points','points',NULL,5.0,NULL,NULL,NULL,NULL,0,NULL);
INSERT INTO "efforts" VALUES('01a1fe72e0c500020d0e7af2',1,'Tiny',NULL,'none',NULL,NULL,NULL,NULL,NULL,NULL,NULL,0,NULL);
CREATE TABLE planform (
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (name)
);
INSERT INTO "planform" VALUES('schema','1');
CREATE TABLE plans (
  id TEXT NOT NULL,
  "key" TEXT,
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
  effort_low DOUBLE,
  effort_likely DOUBLE,
  effort_high DOUBLE,
  effort_parts TEXT,
  actual_text TEXT,
  actual_kind TEXT,
  actual_unit TEXT,
  actual_low DOUBLE,
  actual_likely DOUBLE,
  actual_high DOUBLE,
  actual_parts TEXT,
  completeness DOUBLE NOT NULL,
  risks INTEGER NOT NULL,
  open_checks INTEGER NOT NULL,
  parser INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL,
  deleted BOOLEAN NOT NULL,
  PRIMARY KEY (id),
  UNIQUE ("key"),
  FOREIGN KEY(template_hash) REFERENCES templates (hash)
);
INSERT INTO "plans" VALUES('01a1fe72e0b60000aed57c83','P-1','eaf4f864690d1781','task','Retry the upload','Done','Zoë',NULL,NULL,'api',NULL,'2026-11-21',NULL,'2-4 days','time','day',2.0,NULL,4.0,NULL,NULL,'none',NULL,NULL,NULL,NULL,NULL,9.0909090909090906063e-01,1,1,1,2,1795270303924915,1795270303933354,0);
INSERT INTO "plans" VALUES('01a1fe72e0c30001ccc66e0c','P-2','eaf4f864690d1781','task','Second',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'5 pts','points','points',NULL,5.0,NULL,NULL,NULL,'none',NULL,NULL,NULL,NULL,NULL,2.72727272727272707086e-01,0,0,1,1,1795270303939037,1795270303939037,0);
INSERT INTO "plans" VALUES('01a1fe72e0c500020d0e7af2','S-1','c82bc38704c1db39','small','Tiny',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'none',NULL,NULL,NULL,NULL,NULL,NULL,'none',NULL,NULL,NULL,NULL,NULL,1.0,0,0,1,1,1795270303941544,1795270303941544,0);
INSERT INTO "plans" VALUES('01a1fe72e0c7000327a72d08',NULL,'eaf4f864690d1781','task','Gone',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'none',NULL,NULL,NULL,NULL,NULL,NULL,'none',NULL,NULL,NULL,NULL,NULL,1.81818181818181823228e-01,0,0,1,2,1795270303943004,1795270303944952,1);
CREATE TABLE revisions (
  plan_id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  at BIGINT NOT NULL,
  "by" TEXT,
  action TEXT NOT NULL,
  template_hash TEXT NOT NULL,
  template TEXT NOT NULL,
  body TEXT NOT NULL,
  document TEXT,
  PRIMARY KEY (plan_id, revision),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE,
  FOREIGN KEY(template_hash) REFERENCES templates (hash)
);
INSERT INTO "revisions" VALUES('01a1fe72e0b60000aed57c83',1,1795270303924915,'ann','save','eaf4f864690d1781','task','{"common":{"depends_on":["P-2"],"tags":["api"]},"values":{"acceptance_criteria":[{"done":true,"text":"Works"},{"done":false,"text":"Fast"}],"assignee":"Zoë","estimate":"2-4 days","finished":"","key":"P-1","risks":[{"impact":"","likelihood":"H","mitigation":"Cache","risk":"Slow"}],"started":"","status":"Todo","steps":[{"dependencies":"","description":"","estimated_time":"1d 4h","step":"Backoff"}],"summary":"","task_title":"Retry the upload"}}',NULL);
INSERT INTO "revisions" VALUES('01a1fe72e0b60000aed57c83',2,1795270303933354,'bo','save','eaf4f864690d1781','task','{"common":{"depends_on":["P-2"],"tags":["api"]},"values":{"acceptance_criteria":[{"done":true,"text":"Works"},{"done":false,"text":"Fast"}],"assignee":"Zoë","estimate":"2-4 days","finished":"2026-11-21","key":"P-1","risks":[{"impact":"","likelihood":"H","mitigation":"Cache","risk":"Slow"}],"started":"","status":"Done","steps":[{"dependencies":"","description":"","estimated_time":"1d 4h","step":"Backoff"}],"summary":"Naïve façade → done","task_title":"Retry the upload"}}',NULL);
INSERT INTO "revisions" VALUES('01a1fe72e0c30001ccc66e0c',1,1795270303939037,'ann','save','eaf4f864690d1781','task','{"common":{},"values":{"acceptance_criteria":[],"assignee":"","estimate":"5 pts","finished":"","key":"P-2","risks":[],"started":"","status":"","steps":[],"summary":"","task_title":"Second"}}',NULL);
INSERT INTO "revisions" VALUES('01a1fe72e0c500020d0e7af2',1,1795270303941544,NULL,'save','c82bc38704c1db39','small','{"common":{"key":"S-1"},"values":{"mood":"Good","title":"Tiny"}}',NULL);
INSERT INTO "revisions" VALUES('01a1fe72e0c7000327a72d08',1,1795270303943004,NULL,'save','eaf4f864690d1781','task','{"common":{},"values":{"acceptance_criteria":[],"assignee":"","estimate":"","finished":"","key":"P-3","risks":[],"started":"","status":"","steps":[],"summary":"","task_title":"Gone"}}',NULL);
INSERT INTO "revisions" VALUES('01a1fe72e0c7000327a72d08',2,1795270303944952,'bo','delete','eaf4f864690d1781','task','{"common":{},"values":{"acceptance_criteria":[],"assignee":"","estimate":"","finished":"","key":"P-3","risks":[],"started":"","status":"","steps":[],"summary":"","task_title":"Gone"}}',NULL);
CREATE TABLE risks (
  plan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  risk TEXT,
  likelihood TEXT,
  impact TEXT,
  probability DOUBLE,
  impact_kind TEXT,
  impact_unit TEXT,
  impact_low DOUBLE,
  impact_likely DOUBLE,
  impact_high DOUBLE,
  impact_parts TEXT,
  mitigation TEXT,
  contingency TEXT,
  owner TEXT,
  mitigated BOOLEAN,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
INSERT INTO "risks" VALUES('01a1fe72e0b60000aed57c83',1,'Slow','high',NULL,NULL,'none',NULL,NULL,NULL,NULL,NULL,'Cache',NULL,NULL,1);
CREATE TABLE tags (
  plan_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  tag TEXT,
  PRIMARY KEY (plan_id, position),
  FOREIGN KEY(plan_id) REFERENCES plans (id) ON DELETE CASCADE
);
INSERT INTO "tags" VALUES('01a1fe72e0b60000aed57c83',1,'api');
CREATE TABLE templates (
  hash TEXT NOT NULL,
  name TEXT NOT NULL,
  text TEXT NOT NULL,
  overrides TEXT NOT NULL,
  PRIMARY KEY (hash)
);
INSERT INTO "templates" VALUES('eaf4f864690d1781','task','"# [Task Title]\n\n**Key**: [Task ID]\n**Status**: [Todo | In Progress | Done]\n**Assignee**: [Name]\n**Estimate**: [Story points/hours]\n**Started**: [YYYY-MM-DD]\n**Finished**: [YYYY-MM-DD]\n\n## Summary\n\n[What it is about]\n\n## Steps\n\n1. **[Step]**: [Description]\n   - **Estimated Time**: [Time estimate]\n   - **Dependencies**: [What must be done first]\n2. **[Step]**: [Description]\n   - **Estimated Time**: [Time estimate]\n   - **Dependencies**: [What must be done first]\n\n## Risks\n\n| Risk | Likelihood | Impact | Mitigation |\n| --- | --- | --- | --- |\n| [Risk 1] | H/M/L | H/M/L | [Strategy] |\n| [Risk 2] | H/M/L | H/M/L | [Strategy] |\n\n## Acceptance Criteria\n\n- [ ] [Criterion 1]\n- [ ] [Criterion 2]\n"','');
INSERT INTO "templates" VALUES('c82bc38704c1db39','small','"# [Title]\n\n**Mood**: [Good | Bad]\n"','');
CREATE INDEX plans_updated_at ON plans (updated_at);
COMMIT;
