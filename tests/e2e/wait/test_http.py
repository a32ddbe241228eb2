"""nginx with and without TLS: statuses, headers, bodies, redirects, authorities, client certificates."""
import pytest

from conftest import need


@pytest.fixture
def nginx(folder, port, serve, certificates, wait):
    program = need("nginx")
    tls = port + 1 if port < 65000 else port - 1
    (folder / "htpasswd").write_text("app:{PLAIN}geheim\n")
    server = f"""
        location /ok {{ add_header X-State "warm"; return 200 "all is well\n"; }}
        location /down {{ return 503; }}
        location /moved {{ return 302 /ok; }}
        location /loop {{ return 302 /loop; }}
        location /private {{ auth_basic x; auth_basic_user_file {folder}/htpasswd; root {folder}; }}
        location /echo {{ return 200 "$request_method $args $http_x_key"; }}
    """
    (folder / "private").write_text("inside")
    (folder / "conf").write_text(f"""
        daemon off; master_process off; pid {folder}/pid; error_log {folder}/errors;
        events {{}}
        http {{
          access_log off; client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
          uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
          server {{ listen 127.0.0.1:{port}; listen unix:{folder}/s; {server} }}
          server {{ listen 127.0.0.1:{tls} ssl; ssl_certificate {certificates}/good.pem;
                    ssl_certificate_key {certificates}/good.key; {server} }}
          server {{ listen 127.0.0.2:{tls} ssl; ssl_certificate {certificates}/expired.pem;
                    ssl_certificate_key {certificates}/expired.key; {server} }}
          server {{ listen 127.0.0.3:{tls} ssl; ssl_certificate {certificates}/good.pem;
                    ssl_certificate_key {certificates}/good.key; ssl_client_certificate {certificates}/ca.pem;
                    ssl_verify_client on; {server} }}
        }}""")
    serve([program, "-e", folder / "errors", "-c", folder / "conf"])
    assert wait("--timeout", "20s", f"http://127.0.0.1:{port}/ok").code == 0
    return port, tls


def test_expectations(nginx, wait, folder):
    url = f"http://127.0.0.1:{nginx[0]}"

    def reason(path, key="reason"):
        result = wait("--timeout", "150ms", url + path)
        return "ready" if result.code == 0 else result.last[key]

    assert reason("/down") == "http_503"
    assert reason("/down?status=503") == "ready"
    assert reason("/down?status=200,5xx") == "ready"
    assert reason("/ok?status=204") == "http_200"
    assert reason("/ok?body=all+is+well") == "ready"
    assert reason("/ok?body=nothing") == "content"
    assert reason("/ok?body_match=^all.*well$") == "ready"
    assert reason("/ok?expect_header=X-State:warm") == "ready"
    assert reason("/ok?expect_header=X-State:cold") == "content"
    assert reason("/ok?expect_header=X-State:cold", "detail") == "the header x-state does not contain cold"
    assert reason("/ok?expect_header=X-Sum", "detail") == "the header x-sum is not there"
    assert reason("/ok?method=HEAD") == "ready"
    assert reason("/moved") == "ready"
    assert reason("/moved?status=200") == "http_302"
    assert reason("/moved?status=200&redirect=follow&body=well") == "ready"
    assert reason("/loop?redirect=follow") == "protocol"
    assert reason("/echo?a=1&%73tatus=9&header=X-Key:k&body=GET+a=1") == "ready"
    assert reason("/echo?a=1&%73tatus=9&header=X-Key:k&body_match=9+k$") == "ready"
    assert reason("/private?status=401") == "ready"
    assert reason("/private") == "http_401"
    assert wait("--timeout", "1s", f"http://app:geheim@127.0.0.1:{nginx[0]}/private?body=inside").code == 0
    assert wait("--timeout", "1s", f"http://localhost/ok?socket={folder}/s").code == 0


def test_tls(nginx, wait, certificates):
    port = nginx[1]
    authority = f"cacert={certificates}/ca.pem"

    def failure(url):
        result = wait("--timeout", "1s", url)
        return (result.last["reason"], result.last["detail"]) if result.code else "ready"

    assert failure(f"https://localhost:{port}/ok?{authority}&status=200") == "ready"
    assert failure(f"https://127.0.0.1:{port}/ok?{authority}") == "ready"
    assert failure(f"https://localhost:{port}/ok?insecure=1") == "ready"
    assert failure(f"https://localhost:{port}/ok")[0] == "tls"
    assert failure(f"https://127.0.0.3:{port}/ok?{authority}")[0] == "tls"  # not the name in the certificate
    reason, detail = failure(f"https://127.0.0.2:{port}/ok?{authority}&servername=localhost")
    assert reason == "tls" and "expired" in detail
    assert failure(f"https://127.0.0.3:{port}/ok?{authority}&servername=localhost&status=200")[0] == "http_400"
    client = f"cert={certificates}/good.pem&key={certificates}/good.key"
    assert failure(f"https://127.0.0.3:{port}/ok?{authority}&servername=localhost&{client}&status=200") == "ready"
    assert failure(f"https://127.0.0.1:{nginx[0]}/ok?{authority}")[0] == "tls"  # no TLS there
    assert failure(f"https://localhost:{port}/ok?cacert=/nonexistent") == (
        "tls", "cannot use the authorities in /nonexistent: No such file or directory")
    assert failure(f"https://localhost:{port}/ok?{authority}&cert={certificates}/good.key") == (
        "tls", f"cannot use the certificate in {certificates}/good.key: no start line")
