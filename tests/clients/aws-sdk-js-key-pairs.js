// Runs the steps with the AWS SDK for JavaScript, version 3. NODE_PATH has its packages.
//
//   aws-sdk-js-key-pairs.js ENDPOINT METADATA
"use strict";
const fs = require("node:fs");
const readline = require("node:readline");
const sdk = require("@aws-sdk/client-ec2");
const { MetadataService } = require("@aws-sdk/ec2-metadata-service");

const client = (region) => new sdk.EC2Client({ endpoint: process.argv[2], region, maxAttempts: 1 });
const here = client("us-east-1");
const ask = (command, input, at = here) => at.send(new sdk[`${command}Command`](input));
const WAIT = { client: here, minDelay: 1, maxWaitTime: 60 };

let instance;

const names = (found) => found.KeyPairs.map((pair) => pair.KeyName).join(", ");

const steps = {
    async create(name, file) {
        const created = await ask("CreateKeyPair", { KeyName: name });
        if (file) fs.writeFileSync(file, created.KeyMaterial);
        return created.KeyFingerprint;
    },
    async import(name, file) {
        const PublicKeyMaterial = fs.readFileSync(file);
        return (await ask("ImportKeyPair", { KeyName: name, PublicKeyMaterial })).KeyFingerprint;
    },
    async list(region) {
        return names(await ask("DescribeKeyPairs", {}, region ? client(region) : here));
    },
    async find(...KeyNames) {
        const found = await ask("DescribeKeyPairs", { KeyNames });
        return found.KeyPairs.map((pair) => `${pair.KeyName} ${pair.KeyFingerprint}`).join(", ");
    },
    async filter(Name, ...Values) {
        return names(await ask("DescribeKeyPairs", { Filters: [{ Name, Values }] }));
    },
    async delete(KeyName) {
        await ask("DeleteKeyPair", { KeyName });
        return "deleted";
    },
    async launch(ImageId, KeyName) {
        const launched = await ask("RunInstances", { ImageId, MinCount: 1, MaxCount: 1, KeyName });
        instance = launched.Instances[0].InstanceId;
        await sdk.waitUntilInstanceRunning(WAIT, { InstanceIds: [instance] });
        return `${instance} ${launched.Instances[0].KeyName}`;
    },
    async instances() {
        const found = [];
        for await (const page of sdk.paginateDescribeInstances({ client: here }, {})) {
            found.push(...page.Reservations.flatMap((one) => one.Instances));
        }
        return found.map((one) => `${one.InstanceId} ${one.KeyName} ${one.State.Name}`).join(", ");
    },
    // Reads the public key of the running instance, as a program on it would.
    async public_key() {
        const metadata = new MetadataService({ endpoint: process.argv[3], retries: 0 });
        return (await metadata.request("/latest/meta-data/public-keys/0/openssh-key", {})).trimEnd();
    },
    async password_data() {
        return (await ask("GetPasswordData", { InstanceId: instance })).PasswordData;
    },
    async terminate() {
        const ended = await ask("TerminateInstances", { InstanceIds: [instance] });
        await sdk.waitUntilInstanceTerminated(WAIT, { InstanceIds: [instance] });
        return ended.TerminatingInstances[0].CurrentState.Name;
    },
};

async function result([step, ...given]) {
    if (!steps[step]) return "not offered";
    try {
        return await steps[step](...given);
    } catch (error) {
        const refused = error instanceof sdk.EC2ServiceException;
        return refused ? `refused: ${error.name}` : `failed: ${error.name}: ${error.message.split("\n")[0]}`;
    }
}

async function main() {
    console.log(require("@aws-sdk/client-ec2/package.json").version);
    for await (const line of readline.createInterface({ input: process.stdin })) {
        console.log(await result(JSON.parse(line)));
    }
}

main();
