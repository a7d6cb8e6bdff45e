-- Who took an invite: the role of a manager is the person's, on each of their devices, until its invite is taken back.
ALTER TABLE invite ADD COLUMN person TEXT;
UPDATE invite SET person =
  (SELECT subject FROM credential WHERE credential.invite = invite.id ORDER BY created_at DESC, id LIMIT 1);
CREATE INDEX invite_by_person ON invite (tenant, person) WHERE person IS NOT NULL;
UPDATE credential SET roles = (SELECT json_group_array(value) FROM json_each(roles) WHERE value IN ('employee', 'tenant_admin'));
