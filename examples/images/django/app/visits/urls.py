from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import path

from visits.models import Visit


def visit(request, name):
    Visit.objects.create(name=name)
    return HttpResponse(Visit.objects.filter(name=name).count())


@transaction.atomic
def slow(request, name):
    """A transaction that takes its time."""
    Visit.objects.create(name=name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1)")
    return HttpResponse("committed")


def health(request):
    return HttpResponse("ok")


def grow(request):
    """Takes all the memory there is."""
    kept = []
    while True:
        kept.append(bytearray(1 << 24))


urlpatterns = [path("visit/<name>", visit), path("slow/<name>", slow), path("health", health),
               path("grow", grow)]
