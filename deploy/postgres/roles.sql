-- The role that gateways run as. It owns nothing; the migrations give it its rights (docs/decisions/0006-two-database-roles.md).
create role tollgate_app login password 'trial-app';
