// The SDK's Node version notice is for operators, not for test output; the CDK's own
// CloudFormation validation costs 5 s a synth and cdk-nag runs in its own test.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
process.env.CDK_VALIDATION = 'false';
