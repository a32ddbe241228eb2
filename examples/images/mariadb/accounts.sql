-- Accounts and the database of a new volume. Values come from files, as text, and are quoted by the server.
SET SESSION sql_log_bin = 0;
SET @root_password = CONVERT(LOAD_FILE('/run/mysqld/init/root_password') USING utf8mb4);
SET @root_host = CONVERT(LOAD_FILE('/run/mysqld/init/root_host') USING utf8mb4);
SET @database = CONVERT(LOAD_FILE('/run/mysqld/init/database') USING utf8mb4);
SET @user = CONVERT(LOAD_FILE('/run/mysqld/init/user') USING utf8mb4);
SET @password = CONVERT(LOAD_FILE('/run/mysqld/init/password') USING utf8mb4);

DELIMITER //
BEGIN NOT ATOMIC
  DECLARE root TEXT DEFAULT CONCAT('root@', QUOTE(@root_host));
  DECLARE account TEXT DEFAULT CONCAT(QUOTE(@user), '@''%''');
  DECLARE name TEXT DEFAULT CONCAT('`', REPLACE(@database, '`', '``'), '`');
  -- In the name of a database that is granted, _ and % would stand for others.
  DECLARE granted TEXT DEFAULT REPLACE(REPLACE(REPLACE(name, '\\', '\\\\'), '_', '\\_'), '%', '\\%');

  IF @root_host NOT IN ('', 'localhost') THEN
    EXECUTE IMMEDIATE CONCAT('CREATE USER ', root, ' IDENTIFIED BY ', QUOTE(IFNULL(@root_password, '')));
    EXECUTE IMMEDIATE CONCAT('GRANT ALL ON *.* TO ', root, ' WITH GRANT OPTION');
  END IF;
  IF @database <> '' THEN
    EXECUTE IMMEDIATE CONCAT('CREATE DATABASE IF NOT EXISTS ', name);
  END IF;
  IF @user <> '' THEN
    EXECUTE IMMEDIATE CONCAT('CREATE USER ', account, ' IDENTIFIED BY ', QUOTE(@password));
    IF @database <> '' THEN
      EXECUTE IMMEDIATE CONCAT('GRANT ALL ON ', granted, '.* TO ', account);
    END IF;
  END IF;
  IF @root_password <> '' THEN
    EXECUTE IMMEDIATE CONCAT('ALTER USER root@localhost IDENTIFIED BY ', QUOTE(@root_password));
  END IF;
END //
