import os

SECRET_KEY = open(os.environ["SECRET_KEY_PATH"], encoding="utf-8").read()
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.staticfiles", "django.contrib.contenttypes", "django.contrib.auth", "visits"]
ROOT_URLCONF = "visits.urls"
STATIC_URL, STATIC_ROOT = "/static/", os.environ["STATIC_ROOT"]
STATICFILES_DIRS = [os.path.join(os.path.dirname(__file__), "static")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql",
    "HOST": os.environ["POSTGRES_HOST"], "PORT": os.environ["POSTGRES_PORT"], "NAME": os.environ["POSTGRES_DB"],
    "USER": os.environ["POSTGRES_USER"], "PASSWORD": os.environ["POSTGRES_PASSWORD"],
}}
