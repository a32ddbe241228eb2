<?php
// What the image brings; it is copied into the volume once and reads the container's environment at run time.
foreach (['NAME' => 'wordpress', 'USER' => 'wordpress', 'PASSWORD' => '', 'HOST' => 'mysql', 'CHARSET' => 'utf8mb4',
          'COLLATE' => ''] as $name => $default) {
    $value = getenv("WORDPRESS_DB_$name");
    define("DB_$name", $value === false ? $default : $value);
}
// One secret of the volume, eight keys made of it.
$salt = trim(file_get_contents(__DIR__ . '/.salt'));
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY',
          'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $name) {
    define($name, hash_hmac('sha256', $name, $salt));
}
$table_prefix = getenv('WORDPRESS_TABLE_PREFIX') ?: 'wp_';
define('WP_DEBUG', (bool) getenv('WORDPRESS_DEBUG'));
define('WP_HTTP_BLOCK_EXTERNAL', (bool) getenv('WORDPRESS_OFFLINE'));
defined('ABSPATH') || define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
