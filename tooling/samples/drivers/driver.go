// driver MODE FOLDER: see ../runtimes.mjs. It is compiled together with the samples.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"html/template"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func decode(text string) string {
	decoded, err := base64.StdEncoding.DecodeString(text)
	must(err)
	return string(decoded)
}

func encode(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }

func sessionOf(line string) map[interface{}]interface{} {
	if line == "-" {
		return map[interface{}]interface{}{}
	}
	if strings.HasPrefix(line, "#") {
		number, err := strconv.Atoi(line[1:])
		must(err)
		return map[interface{}]interface{}{"user_id": number}
	}
	return map[interface{}]interface{}{"user_id": decode(line)}
}

func main() {
	mode, folder := os.Args[1], os.Args[2]
	input := bufio.NewScanner(os.Stdin)
	for input.Scan() {
		line := input.Text()
		if mode == "hash" {
			fields := strings.Split(line, "\t")
			fmt.Println(IdentifierHash(decode(fields[0]), decode(fields[1])))
			continue
		}
		identity, err := IdentityOf(sessionOf(line))
		must(err)
		switch {
		case mode == "page":
			page, err := template.ParseFiles(filepath.Join(folder, "page.html"))
			must(err)
			var written bytes.Buffer
			must(page.Execute(&written, identity))
			fmt.Println(encode(written.String()))
		case identity == nil:
			fmt.Println("-")
		default:
			fmt.Println(encode(identity.UserID) + "\t" + identity.IdentifierHash)
		}
	}
	must(input.Err())
}
