-- For how many days each table keeps its rows; null is for ever. A table without a rule keeps them
-- as the configuration says.
create table retention_rules (
    "table" text primary key,
    days bigint
);
