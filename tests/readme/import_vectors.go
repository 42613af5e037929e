package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

type File struct{ Vectors []Vector }
type Vector struct {
	ID, Result, Fingerprint, Material string
	MaterialBase64                    []byte `json:"material_base64"`
}

func main() {
	paths, _ := filepath.Glob(filepath.Join(os.Args[1], "import", "*.json"))
	for _, path := range paths {
		var file File
		if text, err := os.ReadFile(path); err != nil || json.Unmarshal(text, &file) != nil {
			panic("unreadable: " + path)
		}
		for _, vector := range file.Vectors {
			material := append([]byte(vector.Material), vector.MaterialBase64...)
			// Import the material here. Then compare: it is accepted with this fingerprint, or refused.
			fmt.Println(vector.ID, vector.Result, len(material), vector.Fingerprint)
		}
	}
}
