package pgtemp

import (
	"bufio"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// query runs one statement with psql and returns what it printed.
func query(t *testing.T, database, statement string) string {
	t.Helper()
	out, err := exec.Command("psql", "-X", "-q", "-A", "-t", "-c", statement, database).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v: %s", statement, err, out)
	}
	return strings.TrimSpace(string(out))
}

func TestEveryCallIsAnEmptyDatabase(t *testing.T) {
	a, b := URL(t), URL(t)
	if a == b {
		t.Fatalf("twice the same database: %s", a)
	}
	query(t, a, "CREATE TABLE stone (n BIGINT)")
	if got := query(t, b, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"); got != "0" {
		t.Errorf("the second database has %s tables, want none", got)
	}
	if got := query(t, b, "SELECT pg_encoding_to_char(encoding) || ' ' || datcollate FROM pg_database WHERE datname = current_database()"); os.Getenv("CAIRN_TEST_PG") == "" && got != "UTF8 C" {
		t.Errorf("encoding and order %q, want UTF8 C", got)
	}
}

func TestDatabaseGoesWithItsTest(t *testing.T) {
	keep := URL(t)
	var gone string
	t.Run("short", func(t *testing.T) { gone = URL(t) })
	u, err := url.Parse(gone)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	if got := query(t, keep, "SELECT count(*) FROM pg_database WHERE datname = '"+name+"'"); got != "0" {
		t.Errorf("database %s is still there", name)
	}
}

// TestServerDiesWithItsProcess kills a process that holds a server, in the way that
// leaves it no time for anything, and looks whether the server is gone.
func TestServerDiesWithItsProcess(t *testing.T) {
	URL(t) // skips where there is no PostgreSQL
	child := exec.Command(os.Args[0], "-test.run=^TestHolder$")
	child.Env = append(os.Environ(), "PGTEMP_HOLD=1", "CAIRN_TEST_PG=")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the child said %q: %v", line, err)
	}
	u, err := url.Parse(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	dir := u.Query().Get("host")
	if _, err := os.Stat(filepath.Join(dir, "data", "postmaster.pid")); err != nil {
		t.Fatalf("the child's server does not run: %v", err)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil {
		t.Fatal("the child was to die")
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%s has outlived its holder", dir)
		}
	}
}

// TestHolder is the child of TestServerDiesWithItsProcess; alone it does nothing.
func TestHolder(t *testing.T) {
	if os.Getenv("PGTEMP_HOLD") == "" {
		t.Skip("runs only as a child")
	}
	fmt.Println(URL(t))
	time.Sleep(time.Minute)
}

// TestMachineWithoutPostgreSQL: the script says it by its exit, and the skip by a remedy.
func TestMachineWithoutPostgreSQL(t *testing.T) {
	script := strings.NewReplacer("/usr/lib/postgresql/*/bin", "/nowhere/*/bin").Replace(serverScript)
	cmd := exec.Command("sh", "-c", script)
	empty := t.TempDir()
	for _, tool := range []string{"sh", "ls", "sort", "tail", "dirname"} {
		path, err := exec.LookPath(tool)
		if err != nil {
			t.Skipf("no %s here", tool)
		}
		if err := os.Symlink(path, filepath.Join(empty, tool)); err != nil {
			t.Fatal(err)
		}
	}
	cmd.Env = []string{"PATH=" + empty}
	out, _ := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code != 3 || len(out) != 0 {
		t.Errorf("exit %d with %q, want 3 and silence", code, out)
	}
	if !strings.Contains(ErrAbsent.Error(), "script/need") {
		t.Errorf("%q does not say what to do", ErrAbsent)
	}
}
