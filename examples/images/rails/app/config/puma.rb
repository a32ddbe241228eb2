port ENV.fetch("PORT", "3000")
threads 2, 2
pidfile ENV.fetch("PIDFILE", "/rails/tmp/pids/server.pid")
