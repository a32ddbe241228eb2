-- A password that nobody has chosen, shown this once.
SET SESSION sql_log_bin = 0;
SET @password = CONVERT(LOAD_FILE('/run/mysqld/init/root_password') USING utf8mb4);
SET @root_host = CONVERT(LOAD_FILE('/run/mysqld/init/root_host') USING utf8mb4);
DELIMITER //
BEGIN NOT ATOMIC
  IF @root_host NOT IN ('', 'localhost') THEN
    EXECUTE IMMEDIATE CONCAT('ALTER USER root@', QUOTE(@root_host), ' IDENTIFIED BY ', QUOTE(@password));
  END IF;
  EXECUTE IMMEDIATE CONCAT('ALTER USER root@localhost IDENTIFIED BY ', QUOTE(@password));
  SELECT CONCAT('GENERATED ROOT PASSWORD: ', @password);
END //
