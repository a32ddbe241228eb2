-- The superuser's password and the database, in whatever letters their names are.
\getenv user POSTGRES_USER
\getenv password POSTGRES_PASSWORD
\getenv database POSTGRES_DB
\if :{?password}
  SELECT :'password' <> '' AS given \gset
  \if :given
    SET log_statement = 'none';
    SET log_min_error_statement = 'panic';
    ALTER USER :"user" PASSWORD :'password';
  \endif
\endif
SELECT format('CREATE DATABASE %I', :'database')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
