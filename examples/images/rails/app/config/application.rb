require "rails"
require "active_record/railtie"
require "action_controller/railtie"

class Shop < Rails::Application
  config.root = File.expand_path("..", __dir__)
  config.eager_load = true
  config.logger = ActiveSupport::Logger.new($stdout)
  config.log_level = :info
  config.active_record.dump_schema_after_migration = false
  config.active_support.deprecation = :stderr
end
