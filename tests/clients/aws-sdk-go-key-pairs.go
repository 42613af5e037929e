// Runs the steps with the AWS SDK for Go, version 2. Debian's package is used with GO111MODULE=off and
// GOPATH=/usr/share/gocode.
//
//	aws-sdk-go-key-pairs ENDPOINT METADATA
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"
)

var (
	ctx       = context.Background()
	accessKey = os.Getenv("AWS_ACCESS_KEY_ID")
	secretKey = os.Getenv("AWS_SECRET_ACCESS_KEY")
	here      = client("us-east-1")
	instance  string
)

func client(region string) *ec2.Client {
	return ec2.New(ec2.Options{
		Region:           region,
		Credentials:      credentials.NewStaticCredentialsProvider(accessKey, secretKey, ""),
		EndpointResolver: ec2.EndpointResolverFromURL(os.Args[1]),
		Retryer:          aws.NopRetryer{},
	})
}

func create(name string, files ...string) (string, error) {
	made, err := here.CreateKeyPair(ctx, &ec2.CreateKeyPairInput{KeyName: &name})
	if err != nil {
		return "", err
	}
	for _, file := range files {
		if err := os.WriteFile(file, []byte(*made.KeyMaterial), 0o600); err != nil {
			return "", err
		}
	}
	return *made.KeyFingerprint, nil
}

func importFile(name, file string) (string, error) {
	material, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	imported, err := here.ImportKeyPair(ctx, &ec2.ImportKeyPairInput{KeyName: &name, PublicKeyMaterial: material})
	if err != nil {
		return "", err
	}
	return *imported.KeyFingerprint, nil
}

func describe(at *ec2.Client, show func(types.KeyPairInfo) string, input *ec2.DescribeKeyPairsInput) (string, error) {
	found, err := at.DescribeKeyPairs(ctx, input)
	if err != nil {
		return "", err
	}
	var shown []string
	for _, pair := range found.KeyPairs {
		shown = append(shown, show(pair))
	}
	return strings.Join(shown, ", "), nil
}

func name(pair types.KeyPairInfo) string { return *pair.KeyName }

func nameAndFingerprint(pair types.KeyPairInfo) string {
	return *pair.KeyName + " " + *pair.KeyFingerprint
}

func launch(image, name string) (string, error) {
	launched, err := here.RunInstances(ctx, &ec2.RunInstancesInput{
		ImageId: &image, MinCount: aws.Int32(1), MaxCount: aws.Int32(1), KeyName: &name,
	})
	if err != nil {
		return "", err
	}
	instance = *launched.Instances[0].InstanceId
	running := ec2.NewInstanceRunningWaiter(here)
	err = running.Wait(ctx, &ec2.DescribeInstancesInput{InstanceIds: []string{instance}}, time.Minute)
	return instance + " " + *launched.Instances[0].KeyName, err
}

func instances() (string, error) {
	var shown []string
	pages := ec2.NewDescribeInstancesPaginator(here, &ec2.DescribeInstancesInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return "", err
		}
		for _, reservation := range page.Reservations {
			for _, one := range reservation.Instances {
				shown = append(shown, fmt.Sprint(*one.InstanceId, " ", *one.KeyName, " ", one.State.Name))
			}
		}
	}
	return strings.Join(shown, ", "), nil
}

func terminate() (string, error) {
	ended, err := here.TerminateInstances(ctx, &ec2.TerminateInstancesInput{InstanceIds: []string{instance}})
	if err != nil {
		return "", err
	}
	return string(ended.TerminatingInstances[0].CurrentState.Name), nil
}

// Reads the public key of the running instance, as a program on it would.
func publicKey() (string, error) {
	metadata := imds.New(imds.Options{
		Endpoint: os.Args[2], ClientEnableState: imds.ClientEnabled, Retryer: aws.NopRetryer{},
	})
	found, err := metadata.GetMetadata(ctx, &imds.GetMetadataInput{Path: "public-keys/0/openssh-key"})
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(found.Content)
	return strings.TrimSuffix(string(text), "\n"), err
}

func act(step string, given []string) (string, error) {
	switch step {
	case "create":
		return create(given[0], given[1:]...)
	case "import":
		return importFile(given[0], given[1])
	case "list":
		at := here
		for _, region := range given {
			at = client(region)
		}
		return describe(at, name, &ec2.DescribeKeyPairsInput{})
	case "find":
		return describe(here, nameAndFingerprint, &ec2.DescribeKeyPairsInput{KeyNames: given})
	case "filter":
		filters := []types.Filter{{Name: &given[0], Values: given[1:]}}
		return describe(here, name, &ec2.DescribeKeyPairsInput{Filters: filters})
	case "delete":
		_, err := here.DeleteKeyPair(ctx, &ec2.DeleteKeyPairInput{KeyName: &given[0]})
		return "deleted", err
	case "launch":
		return launch(given[0], given[1])
	case "instances":
		return instances()
	case "public_key":
		return publicKey()
	case "password_data":
		found, err := here.GetPasswordData(ctx, &ec2.GetPasswordDataInput{InstanceId: &instance})
		if err != nil {
			return "", err
		}
		return *found.PasswordData, nil
	case "terminate":
		return terminate()
	}
	return "not offered", nil
}

func result(line []byte) string {
	var step []string
	if err := json.Unmarshal(line, &step); err != nil {
		return "failed: " + err.Error()
	}
	text, err := act(step[0], step[1:])
	var refused smithy.APIError
	switch {
	case errors.As(err, &refused):
		return "refused: " + refused.ErrorCode()
	case err != nil:
		return "failed: " + strings.Split(err.Error(), "\n")[0]
	}
	return text
}

func main() {
	fmt.Println(aws.SDKVersion)
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Println(result(lines.Bytes()))
	}
}
